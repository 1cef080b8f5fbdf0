import { analyse } from './questions/analyse.ts';
import { clarify } from './questions/clarify.ts';
import { diagnose } from './questions/diagnose.ts';
import { gap } from './questions/gap.ts';
import { health } from './questions/health.ts';
import { judge } from './questions/judge.ts';
import { propose } from './questions/propose.ts';
import { reply } from './questions/reply.ts';

/** Everything that the analyst and the judge are asked. The settings know them, too: each may have models of its own. */
export const questions = [health, clarify, analyse, gap, diagnose, propose, reply, judge];
