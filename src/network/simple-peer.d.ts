/**
 * The part of simple-peer 9.11.1 that we use, from the build that needs no Node
 * polyfills. `_pc` and `_channel` are its privates: fingerprints, ICE restarts
 * and the fill of the channel can be had nowhere else, so the version is pinned.
 */
declare module 'simple-peer/simplepeer.min.js' {
  export type SignalData =
    | { readonly type: 'offer' | 'answer'; readonly sdp: string }
    | {
        readonly type: 'candidate'
        readonly candidate: {
          readonly candidate: string
          readonly sdpMid: string | null
          readonly sdpMLineIndex: number | null
        }
      }

  export interface Options {
    readonly initiator: boolean
    readonly trickle: boolean
    readonly objectMode: boolean
    readonly config: RTCConfiguration
    readonly channelConfig: RTCDataChannelInit
  }

  export interface Peer {
    readonly _pc: Pick<
      RTCPeerConnection,
      'localDescription' | 'remoteDescription' | 'restartIce'
    > | null
    readonly _channel: Pick<
      RTCDataChannel,
      'bufferedAmount' | 'bufferedAmountLowThreshold' | 'addEventListener'
    > | null
    on(event: 'signal', listener: (data: SignalData | { readonly type: string }) => void): void
    on(event: 'connect' | 'close', listener: () => void): void
    on(event: 'data', listener: (chunk: unknown) => void): void
    on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): void
    on(event: 'iceStateChange', listener: (state: RTCIceConnectionState) => void): void
    /** May throw for data that the browser cannot read. */
    signal(data: SignalData): void
    /** Throws where the channel is not open. */
    send(frame: Uint8Array): void
    negotiate(): void
    destroy(): void
  }

  const SimplePeer: new (options: Options) => Peer
  export default SimplePeer
}
