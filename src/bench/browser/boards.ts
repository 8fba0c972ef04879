/** Boards, as each contender keeps them, made from one script. */

import { automergeWasmBase64 } from '@automerge/automerge/automerge.wasm.base64'
import * as A from '@automerge/automerge/slim'

import type { EditingTrace } from '../../protocol/text/traces.fixture'
import type { Board } from './arriving'
import { automergeBytesOf } from './automerge-board'
import { type BoardScript, boardScript, type BoardSize, traceScript } from './script'
import { sealBoard } from './sealed'
import { yjsUpdateOf } from './yjs-board'

export const makeBoard = (size: BoardSize): Promise<Board> => boardFrom(boardScript(size))

export const makeTypedBoard = (trace: EditingTrace): Promise<Board> => boardFrom(traceScript(trace))

export async function makeAutomerge(script: BoardScript): Promise<Uint8Array> {
  await A.initializeBase64Wasm(automergeWasmBase64)
  return automergeBytesOf(script)
}

async function boardFrom(script: BoardScript): Promise<Board> {
  return { sealed: await sealBoard(script), yjs: yjsUpdateOf(script) }
}
