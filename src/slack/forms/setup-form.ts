import { z } from 'zod';
import { channelKey } from '../../refine/case/channel-key.ts';
import { modal, problems } from '../controls/reply.ts';
import { noteView } from '../modals/note-view.ts';
import { defineForm } from './form.ts';
import { maySetUp } from './may-set-up.ts';
import { readSetup } from './read-setup.ts';
import { setupBlocks, type ToSetUp } from './setup-blocks.ts';

/** `/refinery setup`: what this channel's cases are about, and who may approve their fixes. */
export const setupForm = defineForm({
  id: 'setup',
  title: 'Set up this channel',
  submit: 'Save',
  /** `version` is that of the binding that is shown: nobody overwrites what they have not seen. */
  carries: z.object({ channel: z.string(), version: z.number().int() }),
  body: (about: ToSetUp) => setupBlocks(about),

  async submitted({ channel, version }, { values, who }, tools) {
    const key = channelKey({ team: tools.team, channel });
    const before = await tools.bindings.of(tools.workspace, key);
    const refused = await maySetUp(who, before, tools);
    if (refused !== undefined) return modal(noteView(refused));
    const project = await readSetup(values, who, before?.project, tools);
    if ('problems' in project) return problems(project.problems);
    const binding = { project, by: who.by, atMs: tools.clock() };
    const saved = await tools.bindings.bind(tools.workspace, key, version, binding);
    return modal(noteView(saved === 'moved' ? MOVED : DONE));
  },
});

const MOVED = 'Somebody else set this channel up meanwhile. Open the form again to see what they chose.';
const DONE = 'Saved. Cases of this channel now go to that repository. Report one with /refinery.';
