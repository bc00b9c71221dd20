/**
 * Ghost Chat for React: hooks over a chat, and the ready interface.
 */
export { useGhostChat } from './use-ghost-chat.ts'
export { useConnection, useMessages, useOnlineUsers, useTyping, useUsers } from './hooks.ts'
export type { GhostChatState } from './state.ts'
export type { NamedSpaceOptions, OpenSpaceOptions, UseGhostChatOptions } from './options.ts'
export { GhostChat, type GhostChatProps } from './ghost-chat.ts'
