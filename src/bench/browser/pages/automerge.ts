/** The page of an app on Automerge that holds a document and does nothing with it: for what it takes of memory. */

import { automergeWasmBase64 } from '@automerge/automerge/automerge.wasm.base64'
import * as A from '@automerge/automerge/slim'

import type { AutomergeBoard } from '../automerge-board'
import { bytesOfBase64 } from './page'

export interface AutomergeBench {
  /** Answers how many glyphs it holds. */
  readonly load: (base64: string) => number
  /** Of WebAssembly's memory, which only grows. */
  readonly wasmBytes: () => number
}

const memories: WebAssembly.Memory[] = []
const { instantiate } = WebAssembly
// The library keeps its memory to itself, and no tool of the browser's counts it.
Object.assign(WebAssembly, {
  instantiate: async (source: BufferSource, imports: WebAssembly.Imports) => {
    const made = await instantiate(source, imports)
    const { exports } = made instanceof WebAssembly.Instance ? made : made.instance
    memories.push(exports['memory'] as WebAssembly.Memory)
    return made
  },
})

await A.initializeBase64Wasm(automergeWasmBase64)
let doc: A.Doc<AutomergeBoard> | null = null

const bench: AutomergeBench = {
  load: (base64) => {
    doc = A.load<AutomergeBoard>(bytesOfBase64(base64))
    return Object.keys(doc.glyphs).length
  },
  wasmBytes: () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
}

Object.assign(globalThis, { bench })
