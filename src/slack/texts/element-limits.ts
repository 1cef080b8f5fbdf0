import type {
  Button,
  Checkboxes,
  ConfirmationDialog,
  InputBlockElement,
  MultiStaticSelect,
  MultiUsersSelect,
  Option,
  Overflow,
  PlainTextInput,
  RadioButtons,
  SectionBlockAccessory,
  StaticSelect,
  URLInput,
  UsersSelect,
} from '@slack/types';
import { lengthProblem, manyProblem } from './limit.ts';

type Element = SectionBlockAccessory | InputBlockElement | Readonly<{ type: string }>;
type Select = StaticSelect | MultiStaticSelect | UsersSelect | MultiUsersSelect;
type Known = Button | Checkboxes | RadioButtons | Overflow | PlainTextInput | URLInput | Select;

/** As for blocks: an element that is not known here is refused. */
export function elementProblems(element: Element, where: string): readonly string[] {
  const known = element as Known;
  switch (known.type) {
    case 'button':
      return buttonProblems(known, where);
    case 'checkboxes':
    case 'radio_buttons':
      return optionsProblems(known.options, 10, where);
    case 'overflow':
      return optionsProblems(known.options, 5, where);
    case 'static_select':
    case 'multi_static_select':
      return [...optionsProblems(known.options ?? [], 100, where), ...placeholderProblems(known, where)];
    case 'users_select':
    case 'multi_users_select':
    case 'url_text_input':
      return placeholderProblems(known, where);
    case 'plain_text_input':
      return inputProblems(known, where);
    default:
      return [`${where} holds ${element.type}, which is not known to the validator`];
  }
}

function buttonProblems({ text, value, url, action_id, confirm }: Button, where: string): readonly string[] {
  return [
    ...lengthProblem(`${where} button`, text.text, 75),
    ...(value === undefined ? [] : lengthProblem(`${where} value`, value, 2_000)),
    ...(url === undefined ? [] : lengthProblem(`${where} url`, url, 3_000)),
    ...lengthProblem(`${where} action_id`, action_id ?? '', 255),
    ...(confirm ? confirmProblems(confirm, `${where} confirm`) : []),
  ];
}

function confirmProblems({ title, text, confirm, deny }: ConfirmationDialog, where: string): readonly string[] {
  return [
    ...(title ? lengthProblem(`${where} title`, title.text, 100) : []),
    ...lengthProblem(where, text.text, 300),
    ...(confirm ? lengthProblem(`${where} yes`, confirm.text, 30) : []),
    ...(deny ? lengthProblem(`${where} no`, deny.text, 30) : []),
  ];
}

function optionsProblems(options: readonly Option[], most: number, where: string): readonly string[] {
  return [
    ...manyProblem(`${where} options`, options, most),
    ...options.flatMap((option) => optionProblems(option, where)),
  ];
}

function optionProblems({ text, value, description }: Option, where: string): readonly string[] {
  return [
    ...lengthProblem(`${where} option`, text.text, 75),
    ...lengthProblem(`${where} option value`, value ?? '', 150),
    ...(description ? lengthProblem(`${where} option description`, description.text, 75) : []),
  ];
}

function inputProblems(input: PlainTextInput, where: string): readonly string[] {
  const { initial_value = '', max_length: most = 3_000 } = input;
  return [
    ...(most > 3_000 ? [`${where} max_length is ${most}, more than 3000`] : []),
    ...(initial_value === '' ? [] : lengthProblem(`${where} initial_value`, initial_value, most)),
    ...placeholderProblems(input, where),
  ];
}

function placeholderProblems({ placeholder }: Pick<PlainTextInput, 'placeholder'>, where: string): readonly string[] {
  return placeholder ? lengthProblem(`${where} placeholder`, placeholder.text, 150) : [];
}
