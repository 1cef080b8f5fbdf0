import { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** Loaded before anything else of a process (`--import`): writes down which other processes it starts, one list of words each. */
type Spawning = Readonly<{ spawn(options: Readonly<{ file: string; args: readonly string[] }>): unknown }>;
const started: (readonly string[])[] = [];
const prototype = ChildProcess.prototype as unknown as { spawn: Spawning['spawn'] };
const { spawn } = prototype;
prototype.spawn = function watched(options) {
  started.push([options.file, ...options.args.slice(1)]);
  writeFileSync(process.env.PROCESSES_SEEN ?? '', JSON.stringify(started));
  return Reflect.apply(spawn, this, [options]);
};
