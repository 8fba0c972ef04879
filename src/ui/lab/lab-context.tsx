/** The lab, for every component in it, and the ways between them. */

import { createContext, useContext } from 'react'
import { useStore } from 'zustand'

import type { SigilId } from '../../protocol/ids'
import type { FacetName } from '../../protocol/sigil'
import type { LabActions, LabState, LabStore } from '../../state/lab-store'
import type { Toast } from '../chorus-context'

/** One weaver's why-card. */
export interface LabQuestion {
  readonly nth: number
  readonly sigil: SigilId
  readonly facets: readonly (FacetName | 'body')[]
}

export interface LabDoors {
  readonly showWhy: (question: LabQuestion) => void
  readonly openLoom: (nth: number) => void
  readonly toast: (toast: Toast) => void
}

export const LabContext = createContext<LabStore | null>(null)
export const LabDoorsContext = createContext<LabDoors | null>(null)

/** Whose board a component stands on, by place. */
export const BoardContext = createContext(0)

export function useLabStore(): LabStore {
  const store = useContext(LabContext)
  if (store === null) throw new Error('useLab outside of the lab')
  return store
}

export const useLab = <T,>(select: (state: LabState) => T): T => useStore(useLabStore(), select)

/** Whether a seed of the simulator is watched: there nothing can be set, and nothing supposed. */
export const useIsWorld = (): boolean => useLab((state) => state.scenario.id === 'world')

/** Actions never change identity, so this never causes a render. */
export const useLabActions = (): LabActions => useLab((state) => state.actions)

export function useLabDoors(): LabDoors {
  const doors = useContext(LabDoorsContext)
  if (doors === null) throw new Error('useLabDoors outside of the lab')
  return doors
}
