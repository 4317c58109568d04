import type { Outgoing } from './queue'

/** Keeps the outbox beyond the life of a tab. */
export interface OutboxStore {
  all(userId: string): Promise<Outgoing[]>
  /** Answers with the order it was given. */
  add(message: Omit<Outgoing, 'order'>): Promise<number>
  put(message: Outgoing): Promise<void>
  remove(order: number): Promise<void>
}

const databaseName = 'academy.chat'
const storeName = 'outbox'

export async function openOutboxStore(): Promise<OutboxStore> {
  const opening = indexedDB.open(databaseName, 1)
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore(storeName, { keyPath: 'order', autoIncrement: true })
    store.createIndex('userId', 'userId')
  }
  const database = await done(opening)
  database.onversionchange = () => database.close()

  // Resolves when it is on disk, not when it is accepted.
  const written = <T>(work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' })
      const request = work(transaction.objectStore(storeName))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onerror = transaction.onabort = () =>
        reject(transaction.error ?? new Error('The outbox could not be written.'))
    })

  return {
    all: (userId) =>
      done(database.transaction(storeName).objectStore(storeName).index('userId').getAll(userId)) as Promise<
        Outgoing[]
      >,
    add: async (message) => Number(await written((store) => store.add(message))),
    put: async (message) => void (await written((store) => store.put(message))),
    remove: async (order) => void (await written((store) => store.delete(order))),
  }
}

/**
 * For a browser that keeps nothing (some private windows): sending works, coming back after closing the tab does not.
 */
export class MemoryOutboxStore implements OutboxStore {
  #messages = new Map<number, Outgoing>()
  #order = 0

  async all(userId: string): Promise<Outgoing[]> {
    return [...this.#messages.values()].filter((message) => message.userId === userId)
  }

  async add(message: Omit<Outgoing, 'order'>): Promise<number> {
    this.#messages.set(++this.#order, { ...message, order: this.#order })
    return this.#order
  }

  async put(message: Outgoing): Promise<void> {
    this.#messages.set(message.order, message)
  }

  async remove(order: number): Promise<void> {
    this.#messages.delete(order)
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The outbox could not be opened.'))
  })
}
