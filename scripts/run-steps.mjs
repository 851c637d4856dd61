import { availableParallelism } from 'node:os';

/**
 * Runs steps in parallel on the machine's cores and returns what each
 * took: `{ name, isGood, seconds }`. Starts the first step of the list for which there are enough cores.
 *
 * A step is `{ name, cores, after, run }`: `cores` is how many it uses (1; more than there are means all),
 * `after` are the names of the steps that must succeed first (otherwise it is skipped), and
 * `run(onLine)`, which passes on its output line by line and returns an exit code. Lines are printed with the
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
