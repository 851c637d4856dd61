/** What the page cannot do without: a name for people, and whether this browser has it. */
interface Need {
  readonly name: string;
  readonly isMet: () => boolean;
}

const needs: readonly Need[] = [
  {
    name: 'a secure address: https, or localhost (your data is named by checksums, which browsers compute there alone)',
    isMet: () => globalThis.isSecureContext && 'subtle' in crypto,
  },
  { name: 'WebAssembly', isMet: () => typeof WebAssembly === 'object' },
  { name: 'workers made of modules', isMet: hasModuleWorkers },
  {
    name: 'IndexedDB, which keeps your data in the browser (some private windows and settings withhold it)',
    isMet: () => typeof indexedDB === 'object' && (indexedDB as IDBFactory | null) !== null,
  },
  { name: 'popovers, which menus are made of', isMet: () => 'popover' in HTMLElement.prototype },
];

/** Returns the names of what this browser or address lacks and nothing works without; none where the page can start. */
export function listUnmetNeeds(): readonly string[] {
  return needs.filter(({ isMet }) => !isMet()).map(({ name }) => name);
}

/** Fills `target` with what is missing and what to do, in plain HTML. */
export function explainNeeds(target: Element, unmet: readonly string[]): void {
  const text = (tag: string, words: string): HTMLElement => {
    const element = document.createElement(tag);
    element.textContent = words;
    return element;
  };
  const list = document.createElement('ul');
  list.append(...unmet.map((name) => text('li', name)));
  const message = document.createElement('main');
  message.className = 'not-started';
  message.append(
    text('h1', 'Tabquant cannot start here'),
    text('p', 'It computes everything in this page, and this browser or address lacks:'),
    list,
    text(
      'p',
      'Use Chrome or Edge 114, Firefox 125, Safari 17, or newer. What you stored is untouched.',
    ),
  );
  target.replaceChildren(message);
}

/** A browser that knows modules in workers asks for `type`, before it refuses the address, which is none. */
function hasModuleWorkers(): boolean {
  let isAsked = false;
  const options = {
    get type(): WorkerType {
      isAsked = true;
      return 'module';
    },
  };
  try {
    new Worker('https://[', options).terminate();
  } catch {
    // No browser opens that address.
  }
  return isAsked;
}
