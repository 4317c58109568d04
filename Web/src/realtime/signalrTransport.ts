import type { OpenTransport } from './transport'

/** The official client in its plainest form; reconnecting is ours (connection.ts), so that there is one path for it. */
export function signalrTransport(url: string, accessToken: () => Promise<string | null>): OpenTransport {
  return async (events) => {
    const { HubConnectionBuilder, LogLevel } = await import('@microsoft/signalr')
    const hub = new HubConnectionBuilder()
      .withUrl(url, { accessTokenFactory: async () => (await accessToken()) ?? '' })
      .configureLogging(LogLevel.None)
      .build()
    hub.on('Event', events.event)
    hub.on('Ended', events.ended)
    hub.on('Signal', events.signal)
    hub.onclose(events.closed)
    return {
      start: () => hub.start(),
      stop: () => hub.stop(),
      subscribe: (stream, from) => hub.invoke('Subscribe', stream, from),
      unsubscribe: (stream) => hub.invoke('Unsubscribe', stream),
      invoke: (method, args) => hub.invoke(method, ...args),
    }
  }
}
