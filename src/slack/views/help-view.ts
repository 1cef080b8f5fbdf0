/** `/refinery help`, as mrkdwn; nothing in it comes from outside. */
export const HELP = [
  '*Refinery finds out why the assistant gave a wrong answer, and proves a fix before anybody approves it.*',
  '',
  '• `/refinery <trace link> expected: <what should have happened>` opens a case, for example:',
  '   `/refinery https://smith.langchain.com/… expected: say that we cannot remember past chats`',
  '   With `--fresh` at the end, I ask the model again even what it has answered here before.',
  '• `/refinery` opens a form for the same.',
  '   With `files: prompts/returns.md` I work on that file, too.',
  '• `/refinery setup` binds this channel to a project and its repository, and says who may approve.',
  '• `/refinery context` shows which files I read and may change; `/refinery context add-prompt prompts/*.md` adds some.',
  '• `@refinery <trace link> expected: …` does the same inside of a thread. What was said there before is read.',
  '',
  '*In the thread of a case* everything you say is taken into account. I answer when you mention me.',
  '• `@refinery why do you think so?` asks me.',
  '• `That’s not it: …` makes me look again, with what you say.',
  '• `@refinery redraw`, or `/refinery redraw RF-12` in the channel, posts again what was deleted here.',
  '• `@refinery stop`, or the button *Stop*, ends the case.',
].join('\n');
