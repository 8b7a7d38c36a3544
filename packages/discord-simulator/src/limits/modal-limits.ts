import type { ModalJson } from '../interactions/modal.js';
import type { FormFault } from '../rest/api-error.js';
import { componentTypes } from '../wire.js';
import { FormCheck } from './form-check.js';

/** Where a modal breaks Discord's published limits. */
export function modalFaults({ custom_id, title, components }: ModalJson): FormFault[] {
  const check = new FormCheck();
  if (check.required(['data', 'custom_id'], custom_id))
    check.between(['data', 'custom_id'], custom_id, [1, 100]);
  if (check.required(['data', 'title'], title)) check.between(['data', 'title'], title, [1, 45]);
  check.between(['data', 'components'], components, [1, 5]);
  components.forEach(({ type, label, description, component }, i) => {
    const at = ['data', 'components', i];
    if (type !== componentTypes.Label) {
      const message = `Value of field "type" must be one of (${componentTypes.Label},).`;
      check.add([...at, 'type'], 'UNION_TYPE_CHOICES', message);
      return;
    }
    check.between([...at, 'label'], label, [1, 45]);
    check.atMost([...at, 'description'], description, 100);
    check.between([...at, 'component', 'custom_id'], component.custom_id, [1, 100]);
    check.atMost([...at, 'component', 'placeholder'], component.placeholder, 100);
    check.atMost([...at, 'component', 'value'], component.value, component.max_length ?? 4000);
  });
  return check.faults;
}
