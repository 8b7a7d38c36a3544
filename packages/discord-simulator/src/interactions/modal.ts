/** A form in a window of its own, as sent; of its components, only texts under labels are known here. */
export interface ModalJson {
  custom_id: string;
  title: string;
  components: readonly ModalLabelJson[];
}

export interface ModalLabelJson {
  type: number;
  id?: number;
  label: string;
  description?: string;
  component: TextInputJson;
}

export interface TextInputJson {
  type: number;
  id?: number;
  custom_id: string;
  /** 1: one line, 2: several. */
  style: number;
  value?: string;
  placeholder?: string;
  required?: boolean;
  min_length?: number;
  max_length?: number;
}
