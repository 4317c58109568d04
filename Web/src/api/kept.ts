import type { DBSchema, IDBPDatabase } from 'idb'

/*
 * What was read is kept on this device, so that it is there without a connection: courses, progress, what the own
 * stream has told. Each entry belongs to a person. Once they log out, or somebody else logs in, it is deleted, by every
 * tab.
 */
export interface KeptSchema extends DBSchema {
  /** The content, and apart from it what an entry costs: to make room nobody reads the contents. */
  contents: { key: [userId: string, name: string]; value: unknown }
  sizes: { key: [userId: string, name: string]; value: Size }
}

interface Size {
  userId: string
  name: string
  bytes: number
  /** Milliseconds since 1970. */
  at: number
}

export interface KeptEntry<T> {
  content: T
  at: number
}

export interface KeptSurroundings {
  open: () => Promise<IDBPDatabase<KeptSchema>>
  userId: () => string | null
  now: () => number
}

export const keptLimits = { entryBytesMax: 4_000_000, bytesMax: 40_000_000, entriesMax: 500 }

export class Kept {
  #around: KeptSurroundings
  #database: Promise<IDBPDatabase<KeptSchema> | null> | null = null

  constructor(around: KeptSurroundings) {
    this.#around = around
  }

  async read<T>(name: string): Promise<KeptEntry<T> | null> {
    const userId = this.#around.userId()
    if (!userId) return null
    const database = await this.#open()
    if (!database) return null
    const transaction = database.transaction(['contents', 'sizes'])
    const [content, size] = await Promise.all([
      transaction.objectStore('contents').get([userId, name]),
      transaction.objectStore('sizes').get([userId, name]),
    ])
    return size && userId === this.#around.userId() ? { content: content as T, at: size.at } : null
  }

  /** When it was written last; null: never. */
  async writtenAt(name: string): Promise<number | null> {
    const userId = this.#around.userId()
    const size = userId && (await (await this.#open())?.get('sizes', [userId, name]))
    return size ? size.at : null
  }

  /** Replaces what has this name. The oldest make room. */
  async write(name: string, content: unknown): Promise<void> {
    const userId = this.#around.userId()
    if (!userId) return
    const bytes = 2 * JSON.stringify(content).length
    if (bytes > keptLimits.entryBytesMax) return
    const database = await this.#open()
    // It may have taken a while: nothing is written for whoever is gone by now.
    if (!database || userId !== this.#around.userId()) return
    const transaction = database.transaction(['contents', 'sizes'], 'readwrite')
    const contents = transaction.objectStore('contents')
    const sizes = transaction.objectStore('sizes')
    await Promise.all([
      contents.put(content, [userId, name]),
      sizes.put({ userId, name, bytes, at: this.#around.now() }),
      this.#makeRoom(sizes, contents),
      transaction.done,
    ])
  }

  /** Leaves nothing but what is of whoever is logged in. */
  async clearOthers(): Promise<void> {
    const database = await this.#open()
    if (!database) return
    const transaction = database.transaction(['contents', 'sizes'], 'readwrite')
    const userId = this.#around.userId()
    for (const store of [transaction.objectStore('contents'), transaction.objectStore('sizes')] as const) {
      if (!userId) await store.clear()
      else for (const key of await store.getAllKeys()) if (key[0] !== userId) await store.delete(key)
    }
    await transaction.done
  }

  async #makeRoom(sizes: Writable<'sizes'>, contents: Writable<'contents'>): Promise<void> {
    const oldestFirst = (await sizes.getAll()).sort((a, b) => a.at - b.at)
    let bytes = oldestFirst.reduce((sum, each) => sum + each.bytes, 0)
    let count = oldestFirst.length
    for (const { userId, name, bytes: freed } of oldestFirst) {
      if (bytes <= keptLimits.bytesMax && count <= keptLimits.entriesMax) return
      bytes -= freed
      count--
      await Promise.all([sizes.delete([userId, name]), contents.delete([userId, name])])
    }
  }

  /** Null: this browser keeps nothing (some private windows). Then everything is as it is without this. */
  #open(): Promise<IDBPDatabase<KeptSchema> | null> {
    this.#database ??= this.#around.open().catch((thrown: unknown) => (console.warn(thrown), null))
    return this.#database
  }
}

interface Writable<Store extends keyof KeptSchema> {
  getAll: () => Promise<KeptSchema[Store]['value'][]>
  delete: (key: KeptSchema[Store]['key']) => Promise<void>
}
