import { proveAgainButton, tryAgainButton } from './slack/controls/again.ts';
import { answerFurtherButton } from './slack/controls/answer-further.ts';
import { approveModal } from './slack/controls/approve.ts';
import { agreeCheckButton, changeCheckButton, changeCheckModal } from './slack/controls/check.ts';
import { chooseButton } from './slack/controls/choose.ts';
import { conversationsButton } from './slack/controls/conversations.ts';
import { detailsButton } from './slack/controls/details.ts';
import { forgetModal } from './slack/controls/forget.ts';
import { goFurtherButton } from './slack/controls/go-further.ts';
import { meantFirstButton, meantSecondButton } from './slack/controls/meant.ts';
import { objectButton, objectModal } from './slack/controls/object.ts';
import { helpedButton, notHelpedButton, rateModal } from './slack/controls/rate.ts';
import { moreReplaysButton, otherMessageButton, otherMessageModal } from './slack/controls/replays.ts';
import { rollBackButton, rollBackModal } from './slack/controls/roll-back.ts';
import { sawButton } from './slack/controls/saw.ts';
import { sendButton } from './slack/controls/send.ts';
import { stopButton } from './slack/controls/stop.ts';
import { unmuteButton } from './slack/controls/unmute.ts';
import type { Controls } from './slack/face.ts';
import { contextForm } from './slack/forms/context-form.ts';
import { openingForm } from './slack/forms/opening-form.ts';
import { setupForm } from './slack/forms/setup-form.ts';
import { severalForm } from './slack/forms/several-form.ts';
import { diagnoseAllWay } from './slack/ways/diagnose-all-way.ts';
import { diagnoseThereWay } from './slack/ways/diagnose-there-way.ts';
import { diagnoseWay } from './slack/ways/diagnose-way.ts';
import { fillInWay } from './slack/ways/fill-in-way.ts';
import { recordWay } from './slack/ways/record-way.ts';
import { reportAgainWay } from './slack/ways/report-again-way.ts';
import { reportWay } from './slack/ways/report-way.ts';
import { runThereWay } from './slack/ways/run-there-way.ts';
import { runWay } from './slack/ways/run-way.ts';
import { secondYesWay } from './slack/ways/second-yes-way.ts';
import { showHelpWay } from './slack/ways/show-help-way.ts';

/** Old messages keep pressing them: an id is never reused for something else. */
export const controls: Controls = {
  buttons: [
    sendButton,
    chooseButton,
    objectButton,
    meantFirstButton,
    meantSecondButton,
    stopButton,
    tryAgainButton,
    proveAgainButton,
    rollBackButton,
    detailsButton,
    goFurtherButton,
    answerFurtherButton,
    conversationsButton,
    sawButton,
    agreeCheckButton,
    changeCheckButton,
    moreReplaysButton,
    otherMessageButton,
    helpedButton,
    notHelpedButton,
    unmuteButton,
  ],
  modals: [approveModal, forgetModal, rollBackModal, objectModal, changeCheckModal, otherMessageModal, rateModal],
  forms: [openingForm, severalForm, setupForm, contextForm],
  ways: [
    diagnoseWay,
    diagnoseAllWay,
    diagnoseThereWay,
    fillInWay,
    reportAgainWay,
    reportWay,
    runWay,
    runThereWay,
    recordWay,
    secondYesWay,
    showHelpWay,
  ],
};
