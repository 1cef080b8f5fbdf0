/**
 * Focuses the first field, if it is in sight: else what stands above it, such as what is to be approved, would be passed
 * over unread.
 * @param {HTMLElement} form
 */
export function focusFirst(form) {
  const field = firstField(form);
  const body = form.querySelector('.modal-body');
  const isInSight = field && body && field.getBoundingClientRect().top < body.getBoundingClientRect().bottom;
  /** @type {HTMLElement | null} */
  const target = isInSight || !body?.contains(field) ? field : form.querySelector('h2');
  target?.focus({ preventScroll: true });
}

/** @param {HTMLElement} form */
function firstField(form) {
  /** @type {HTMLElement | null} */
  const field = form.querySelector(
    '.modal-body :is(input, textarea, select, summary), .dialog-foot button[type=submit], .dialog-foot button',
  );
  return field;
}

/**
 * At either end, Tab goes round: what lies behind a modal is out of reach.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} dialog
 */
export function keepInside(event, dialog) {
  const stops = /** @type {HTMLElement[]} */ ([
    ...dialog.querySelectorAll('a[href], button, input, textarea, select, summary, [tabindex="0"]'),
  ]).filter((stop) => !stop.matches(':disabled') && stop.checkVisibility());
  const [first] = stops;
  const last = stops.at(-1);
  const active = document.activeElement;
  if (event.shiftKey ? active === first : active === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
