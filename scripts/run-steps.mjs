import { availableParallelism } from 'node:os';

/**
 * Runs steps side by side on the machine's cores, the first in the list that fits first, and returns what each
 * took: `{ name, isGood, seconds }`.
 *
 * A step is `{ name, cores, after, run }`: `cores` that it keeps busy (1; more than there are count as all),
 * the names that must have ended well `after` which it runs (else it is skipped), and
 * `run(onLine)`, which returns an exit code and tells its output line by line. Lines are shown with the
 * step's name before them.
 */
export function runSteps(steps, cores = availableParallelism()) {
  const waiting = [...steps];
  const results = [];
  let free = cores;

  return new Promise((resolve) => {
    const advance = () => {
      skipHopeless();
      let next = findNext();
      while (next !== undefined) {
        void start(next);
        next = findNext();
      }
      if (results.length === steps.length) resolve(results);
    };

    const need = ({ cores: wanted = 1 }) => Math.min(wanted, cores);
    const resultOf = (name) => results.find((result) => result.name === name);

    function findNext() {
      return waiting.find(
        (step) =>
          need(step) <= free && (step.after ?? []).every((name) => resultOf(name) !== undefined),
      );
    }

    function skipHopeless() {
      const isHopeless = ({ after = [] }) => after.some((name) => resultOf(name)?.isGood === false);
      for (let step = waiting.find(isHopeless); step; step = waiting.find(isHopeless)) {
        waiting.splice(waiting.indexOf(step), 1);
        results.push({ name: step.name, isGood: false, seconds: 0 });
        console.log(`== ${step.name}: SKIPPED, since what it needs failed`);
      }
    }

    async function start(step) {
      const { name, run } = step;
      waiting.splice(waiting.indexOf(step), 1);
      free -= need(step);
      console.log(`== ${name}`);
      const from = performance.now();
      const code = await run((line) => console.log(`${name} | ${line}`));
      const seconds = (performance.now() - from) / 1000;
      const isGood = code === 0;
      console.log(`== ${name}: ${isGood ? 'ok' : 'FAILED'} in ${seconds.toFixed(1)} s`);
      free += need(step);
      results.push({ name, isGood, seconds });
      advance();
    }

    advance();
  });
}
