/** DIDs of people on a stage, who sign nothing. */
export const OWN_DID = 'did:key:z6MkownownownownownownownownownownownownMe42'
export const ADA = 'did:key:z6MkadaadaadaadaadaadaadaadaadaadaAda9xQ'
export const BEN = 'did:key:z6MkbenbenbenbenbenbenbenbenbenbenBen7tK'
export const NOUR = 'did:key:z6MknournournournournournournournournNou3wR'
