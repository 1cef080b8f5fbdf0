import fc from 'fast-check';

/** The same inputs at every run, so that a green run stays green; `FUZZ_SEED` looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20_261_128) });
