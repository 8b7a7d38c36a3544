import { buttonStyles, componentTypes } from '../wire.js';
import { flatComponents, type ComponentJson, type MessageBody } from '../messages/message-body.js';
import type { FormFault } from '../rest/api-error.js';
import { checkEmbeds } from './embed-limits.js';
import { FormCheck } from './form-check.js';

/** Where a message breaks Discord's published limits. @param at - Where in the body the message lies. */
export function messageFaults(body: MessageBody, at: readonly string[] = []): FormFault[] {
  const check = new FormCheck();
  check.atMost([...at, 'content'], body.content, 2000);
  checkEmbeds(check, body.embeds ?? [], [...at, 'embeds']);
  checkComponents(check, body.components ?? [], [...at, 'components']);
  check.atMost([...at, 'attachments'], body.attachments, 10);
  return check.faults;
}

function checkComponents(check: FormCheck, rows: readonly ComponentJson[], at: readonly string[]): void {
  check.atMost(at, rows, 5);
  rows.forEach((row, i) => {
    if (row.type !== componentTypes.ActionRow) {
      check.add([...at, i, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1,).');
      return;
    }
    check.between([...at, i, 'components'], row.components ?? [], [1, 5]);
    row.components?.forEach((component, j) => {
      checkComponent(check, component, [...at, i, 'components', j]);
    });
    const hasSelect = row.components?.some(({ type }) => type === componentTypes.StringSelect) ?? false;
    if (hasSelect && row.components!.length > 1) {
      const message = 'The specified component exceeds the maximum width';
      check.add([...at, i, 'components'], 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message);
    }
  });
  checkDuplicates(check, rows, at);
}

function checkComponent(check: FormCheck, component: ComponentJson, at: readonly (string | number)[]): void {
  check.between([...at, 'custom_id'], component.custom_id, [1, 100]);
  if (component.type === componentTypes.StringSelect) checkSelect(check, component, at);
  if (component.type !== componentTypes.Button) return;
  check.atMost([...at, 'label'], component.label, 80);
  if (component.style === buttonStyles.Link) check.required([...at, 'url'], component.url);
  else if (component.style !== buttonStyles.Premium)
    check.required([...at, 'custom_id'], component.custom_id);
  if (
    component.label === undefined &&
    component.emoji === undefined &&
    component.style !== buttonStyles.Premium
  ) {
    check.add(at, 'BUTTON_COMPONENT_INVALID', 'A button must have a label or an emoji');
  }
}

function checkSelect(check: FormCheck, select: ComponentJson, at: readonly (string | number)[]): void {
  const { options = [], placeholder } = select;
  check.required([...at, 'custom_id'], select.custom_id);
  check.atMost([...at, 'placeholder'], placeholder, 150);
  check.between([...at, 'options'], options, [1, 25]);
  const seen = new Set<string>();
  options.forEach(({ label, value, description }, i) => {
    check.between([...at, 'options', i, 'label'], label, [1, 100]);
    check.between([...at, 'options', i, 'value'], value, [1, 100]);
    check.between([...at, 'options', i, 'description'], description, [1, 100]);
    if (seen.has(value)) {
      const message = 'The specified option value is already used';
      check.add([...at, 'options', i, 'value'], 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', message);
    }
    seen.add(value);
  });
}

function checkDuplicates(check: FormCheck, rows: readonly ComponentJson[], at: readonly string[]): void {
  const seen = new Set<string>();
  rows.forEach((row, i) => {
    flatComponents(row.components ?? []).forEach(({ custom_id: id }, j) => {
      if (id !== undefined && seen.has(id)) {
        check.add(
          [...at, i, 'components', j, 'custom_id'],
          'COMPONENT_CUSTOM_ID_DUPLICATED',
          'Component custom id cannot be duplicated',
        );
      }
      if (id !== undefined) seen.add(id);
    });
  });
}
