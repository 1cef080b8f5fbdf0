import { auditExportVerb } from './terminal/verbs/audit-export.ts';
import { auditVerifyVerb } from './terminal/verbs/audit-verify.ts';
import { caseVerb } from './terminal/verbs/case.ts';
import { casesVerb } from './terminal/verbs/cases.ts';
import { checkVerb } from './terminal/verbs/check.ts';
import { compactVerb } from './terminal/verbs/compact.ts';
import { contextVerb } from './terminal/verbs/context.ts';
import { diagnoseVerb } from './terminal/verbs/diagnose.ts';
import { doctorVerb } from './terminal/verbs/doctor.ts';
import { exportVerb } from './terminal/verbs/export.ts';
import { extractVerb } from './terminal/verbs/extract.ts';
import { failuresVerb } from './terminal/verbs/failures.ts';
import { forgetVerb } from './terminal/verbs/forget.ts';
import { manifestVerb } from './terminal/verbs/manifest.ts';
import { previewVerb } from './terminal/verbs/preview.ts';
import { promptsVerb } from './terminal/verbs/prompts.ts';
import { proposeVerb } from './terminal/verbs/propose.ts';
import { proveVerb } from './terminal/verbs/prove.ts';
import { readVerb } from './terminal/verbs/read.ts';
import { reproduceVerb } from './terminal/verbs/reproduce.ts';
import { rollBackVerb } from './terminal/verbs/rollback.ts';
import { sawVerb } from './terminal/verbs/saw.ts';
import { statsVerb } from './terminal/verbs/stats.ts';
import { stopVerb } from './terminal/verbs/stop.ts';
import { tokensVerb } from './terminal/verbs/tokens.ts';
import { triageVerb } from './terminal/verbs/triage.ts';

/** What a terminal understands, in the order of its help. */
export const verbs = [
  caseVerb,
  casesVerb,
  failuresVerb,
  statsVerb,
  rollBackVerb,
  stopVerb,
  forgetVerb,
  exportVerb,
  auditExportVerb,
  auditVerifyVerb,
  doctorVerb,
  manifestVerb,
  contextVerb,
  readVerb,
  promptsVerb,
  extractVerb,
  compactVerb,
  previewVerb,
  sawVerb,
  triageVerb,
  tokensVerb,
  diagnoseVerb,
  checkVerb,
  reproduceVerb,
  proposeVerb,
  proveVerb,
];
