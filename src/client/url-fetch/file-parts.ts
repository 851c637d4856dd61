/** Bytes are handed to the browser, which may put them on disk, from this many on. */
const partBytes = 8 << 20;

/** Collects the bytes of a file without holding them all in the page's memory. */
export class FileParts {
  #parts: Blob[] = [];
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #chunkBytes = 0;

  write(chunk: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.byteLength;
    if (this.#chunkBytes >= partBytes) this.#flush();
  }

  /** Forgets what has come. */
  clear(): void {
    this.#parts = [];
    this.#chunks = [];
    this.#chunkBytes = 0;
  }

  finish(name: string): File {
    this.#flush();
    return new File(this.#parts, name);
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#chunkBytes = 0;
  }
}
