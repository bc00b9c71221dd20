import { describe, expect, test } from 'vitest'
import { findPerson } from '../../src/room/person.ts'
import { ANN, BOB, EVE, person } from '../support/heard.ts'

const people = [person(ANN, 'ann', true), person(BOB, 'Ann Lee'), person(EVE, 'eve')]

describe('somebody is found', () => {
  test.each([
    ['by a name', 'eve hi', EVE, 'hi'],
    ['whatever its capitals', 'EVE hi there', EVE, 'hi there'],
    ['by a name with a space, before one that begins like it', 'ann lee hi', BOB, 'hi'],
    ['by the shorter name where the longer does not fit', 'ann leek soup', ANN, 'leek soup'],
    ['by name and end of the DID, as it is shown', 'eve·BYdctX hi', EVE, 'hi'],
    ['by the end of the DID', 'BYdctX hi', EVE, 'hi'],
    ['by four characters of it', 'dctX hi', EVE, 'hi'],
    ['by the DID', `${EVE} hi\nyou`, EVE, 'hi\nyou'],
    ['by a DID that is not here', 'did:web:example.com hi', 'did:web:example.com', 'hi'],
    ['without more words', 'eve', EVE, ''],
  ])('%s', (_, text, did, rest) => {
    expect(findPerson(text, people)).toEqual({ found: 'one', did, rest })
  })

  test.each(['', 'mallory hi', 'ev hi', 'ctX hi'])('not by %j', (text) => {
    expect(findPerson(text, people)).toEqual({ found: 'none' })
  })
})

test('of two with one name both are named, so that nobody is taken for another', () => {
  const twins = [person(BOB, 'eve'), person(EVE, 'eve')]
  expect(findPerson('eve hi', twins)).toEqual({
    found: 'several',
    labels: ['eve·zp7y3em43M', 'eve·ZqYrBYdctX'],
  })
  expect(findPerson('eve·ZqYrBYdctX hi', twins)).toMatchObject({ found: 'one', did: EVE })
})

test('who calls himself by the end of another’s DID is not taken for the other', () => {
  expect(findPerson('BYdctX hi', [person(BOB, 'BYdctX'), person(EVE, 'eve')])).toMatchObject({
    found: 'several',
  })
})
