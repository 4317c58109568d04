import type { Ended, Position, Signal, StreamEvent, SubscribeAnswer } from './protocol'

/** One connection, from its start to its end; never started twice. */
export interface Transport {
  start(): Promise<void>
  stop(): Promise<void>
  subscribe(stream: string, from: Position | null): Promise<SubscribeAnswer>
  unsubscribe(stream: string): Promise<void>
  invoke(method: string, args: unknown[]): Promise<unknown>
}

export interface TransportEvents {
  event(event: StreamEvent): void
  signal(signal: Signal): void
  ended(ended: Ended): void
  closed(): void
}

export type OpenTransport = (events: TransportEvents) => Promise<Transport>
