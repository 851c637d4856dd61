/** Max characters of a message that a rule throws. */
const maxMessage = 300;

type Compile = (body: string) => () => unknown;

/** Returns how many lines of the stack come before the first of a rule; browsers number the lines of compiled functions in two ways. */
export function findBodyOffset(compile: Compile): number {
  try {
    compile('throw new Error()')();
  } catch (error) {
    return (readLine(error) ?? 1) - 1;
  }
  return 0;
}

/** Returns what a rule threw, which may be anything, and the line of the rule, from 1; undefined where the stack does not say. */
export function describeProblem(
  error: unknown,
  offset: number,
): { readonly line: number | undefined; readonly message: string } {
  const line = readLine(error);
  return {
    line: line === undefined ? undefined : line - offset,
    message: readMessage(error),
  };
}

function readMessage(error: unknown): string {
  try {
    if (error instanceof RangeError && /stack/i.test(error.message)) {
      return 'the rule calls itself without end';
    }
    if (error instanceof Error) return `${error.message}`.slice(0, maxMessage);
  } catch {
    // Getters of the rule may throw as well.
  }
  return `the rule threw ${typeof error === 'string' ? `"${error.slice(0, 100)}"` : `a value of type ${typeof error}`}`;
}

function readLine(error: unknown): number | undefined {
  try {
    const { stack } = Object(error) as { stack?: unknown };
    // Chromium and Safari name the source, Firefox the way in which it was compiled.
    const found = typeof stack === 'string' ? /(?:rule\.js|> Function):(\d+)/.exec(stack) : null;
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}

/** Blocks that a part of a text may leave open. */
const maxOpenBlocks = 8;

/**
 * Returns the line of a syntax error, from 1, which browsers do not tell of compiled functions: the first line up to which the text fails
 * with the same message, even with its open blocks closed; the last line where it is the end that is missing.
 */
export function findSyntaxLine(text: string, message: string, compile: Compile): number {
  const lines = text.trimEnd().split('\n');
  const failsWith = (part: string): boolean => findMessage(part, compile) === message;
  for (let count = 1; count < lines.length; count++) {
    const part = lines.slice(0, count).join('\n');
    if (failsWith(part) && !isOnlyOpen(part, compile)) return count;
  }
  return lines.length;
}

function isOnlyOpen(part: string, compile: Compile): boolean {
  let closed = `${part}\n`;
  for (let blocks = 1; blocks <= maxOpenBlocks; blocks++) {
    closed += '}';
    if (findMessage(closed, compile) === undefined) return true;
  }
  return false;
}

/** Returns why a text does not compile; undefined where it does. */
function findMessage(text: string, compile: Compile): string | undefined {
  try {
    compile(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
