import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { listJobs, parseShard, readExperiment } from '../../src/core/lab/experiment';

const folder = 'docs/scale';
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Runs a script by `sh` with an `npm` that only says what it was called with; returns those arguments. */
function runWithoutNpm(script: string, env: Record<string, string>): string[] {
  const bin = mkdtempSync(join(tmpdir(), 'npm-'));
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n');
  chmodSync(join(bin, 'npm'), 0o755);
  const options = {
    env: { ...env, PATH: `${bin}:${process.env.PATH}` },
    encoding: 'utf8',
  } as const;
  return execFileSync('sh', ['-c', script], options).trim().split('\n');
}

function readShard(words: readonly string[]) {
  expect(words.slice(0, 3)).toEqual(['run', 'lab', '--']);
  return parseShard(words[words.indexOf('--shard') + 1]);
}

test('the example experiment can be read, and gives each shard something to do', () => {
  expect(listJobs(readExperiment(read('experiment.json'))).length).toBeGreaterThanOrEqual(8);
});

describe('the Kubernetes manifest', () => {
  // Of batch/v1 Job, https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/
  const name = v.pipe(v.string(), v.regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/));
  const whole = v.pipe(v.number(), v.integer(), v.minValue(1));
  const schema = v.strictObject({
    apiVersion: v.literal('batch/v1'),
    kind: v.literal('Job'),
    metadata: v.strictObject({ name }),
    spec: v.strictObject({
      completionMode: v.literal('Indexed'),
      completions: whole,
      parallelism: whole,
      backoffLimitPerIndex: whole,
      template: v.strictObject({
        spec: v.strictObject({
          // What backoffLimitPerIndex requires.
          restartPolicy: v.literal('Never'),
          containers: v.tuple([
            v.strictObject({
              name,
              image: v.string(),
              workingDir: v.string(),
              command: v.array(v.string()),
              args: v.array(v.string()),
              resources: v.strictObject({
                requests: v.strictObject({
                  cpu: v.pipe(v.string(), v.regex(/^\d+m?$/)),
                  memory: v.pipe(v.string(), v.regex(/^\d+[KMG]i$/)),
                }),
              }),
              volumeMounts: v.array(
                v.strictObject({ name, mountPath: v.string(), readOnly: v.optional(v.boolean()) }),
              ),
            }),
          ]),
          volumes: v.array(
            v.union([
              v.strictObject({ name, configMap: v.strictObject({ name }) }),
              v.strictObject({ name, persistentVolumeClaim: v.strictObject({ claimName: name }) }),
            ]),
          ),
        }),
      }),
    }),
  });
  const job = v.parse(schema, parse(read('kubernetes.yaml')));
  const { completions, template } = job.spec;
  const [container] = template.spec.containers;

  test('mounts what it names', () => {
    expect(container.volumeMounts.map((mount) => mount.name).sort()).toEqual(
      template.spec.volumes.map((volume) => volume.name).sort(),
    );
  });

  test('gives each index, from 0, its shard', () => {
    expect(container.command).toEqual(['sh', '-c']);
    for (let index = 0; index < completions; index++) {
      const words = runWithoutNpm(container.args[0], { JOB_COMPLETION_INDEX: String(index) });
      expect(readShard(words)).toEqual({ index: index + 1, total: completions });
    }
  });
});

test('the Slurm script gives each task of its array, from 1, its shard', () => {
  const script = read('slurm.sh');
  const [, last] = /^#SBATCH --array=1-(\d+)$/m.exec(script) ?? [];
  // Options of https://slurm.schedmd.com/sbatch.html, before the first command.
  const head = script
    .slice(0, script.indexOf('\nnpm'))
    .split('\n')
    .filter((line) => line.startsWith('#SBATCH'));
  for (const line of head) {
    expect(line).toMatch(/^#SBATCH --(job-name|array|ntasks|cpus-per-task|mem|time|output)=\S+$/);
  }
  for (const index of [1, Number(last)]) {
    const words = runWithoutNpm(script, {
      SLURM_ARRAY_TASK_ID: String(index),
      SLURM_ARRAY_TASK_COUNT: last,
    });
    expect(readShard(words)).toEqual({ index, total: Number(last) });
  }
});

test('the workflow of GitHub Actions runs every shard once, and merges what they upload', () => {
  // Of https://docs.github.com/en/actions/writing-workflows/workflow-syntax-for-github-actions
  const steps = v.array(
    v.strictObject({
      uses: v.optional(v.pipe(v.string(), v.regex(/^actions\/[a-z-]+@v\d+$/))),
      run: v.optional(v.string()),
      if: v.optional(v.string()),
      with: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
      env: v.optional(v.record(v.string(), v.string())),
    }),
  );
  const job = v.looseObject({ 'runs-on': v.string(), steps });
  const schema = v.strictObject({
    name: v.string(),
    on: v.looseObject({ workflow_dispatch: v.looseObject({}) }),
    jobs: v.strictObject({
      shard: v.looseObject({
        ...job.entries,
        strategy: v.strictObject({
          'fail-fast': v.boolean(),
          matrix: v.strictObject({ shard: v.array(v.number()) }),
        }),
      }),
      merge: v.looseObject({ ...job.entries, needs: v.literal('shard') }),
    }),
  });
  const { jobs } = v.parse(schema, parse(read('github-actions.yml')));
  const { shard: indices } = jobs.shard.strategy.matrix;
  const step = jobs.shard.steps.find(({ run }) => run?.includes('run lab'));
  expect(step?.env).toEqual({
    EXPERIMENT: '${{ inputs.experiment }}',
    SHARD: '${{ matrix.shard }}',
  });
  const shards = indices.map((index) =>
    readShard(runWithoutNpm(step?.run ?? '', { EXPERIMENT: 'a.json', SHARD: String(index) })),
  );
  expect(shards).toEqual(indices.map((_, at) => ({ index: at + 1, total: indices.length })));
  expect(jobs.merge.steps.some(({ run }) => run?.includes('run lab -- merge parts/*'))).toBe(true);
});
