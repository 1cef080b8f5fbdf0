/**
 * @param {HTMLFormElement} form
 * @param {Readonly<Record<string, string>>} errors by block id
 * @param {string} [trouble] what is wrong with the whole
 */
export function showErrors(form, errors, trouble = '') {
  const unplaced = new Map(Object.entries(errors));
  /** @type {HTMLElement | undefined} */
  let first;
  for (const input of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('.block-input'))) {
    const says = unplaced.get(input.dataset.block ?? '') ?? '';
    unplaced.delete(input.dataset.block ?? '');
    const line = input.querySelector('.input-error');
    if (line) line.textContent = says;
    input.classList.toggle('has-error', says !== '');
    for (const field of input.querySelectorAll('input, textarea, select'))
      field.setAttribute('aria-invalid', String(says !== ''));
    if (says !== '') first ??= input;
  }
  const line = form.querySelector('.modal-trouble');
  if (line) line.textContent = [trouble, ...unplaced.values()].filter(Boolean).join(' ');
  /** @type {HTMLElement | null | undefined} */ (first?.querySelector('input, textarea, select, summary'))?.focus();
}
