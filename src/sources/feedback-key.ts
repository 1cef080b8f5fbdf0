/** What was thought of Refinery's own work: it says nothing of how good the agent's answer was. */
export const FEEDBACK_KEY = 'refinery-helped';
