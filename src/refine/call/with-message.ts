import type { Call } from '../../domain/call.ts';

/** The call as if the customer had written something else last. `null` leaves it as it was. */
export function withMessage(call: Call, message: string | null): Call {
  const at = call.messages.findLastIndex(({ role }) => role === 'user');
  if (message === null || at < 0) return call;
  return {
    ...call,
    messages: call.messages.map((one, index) => (index === at ? { ...one, content: message } : one)),
  };
}
