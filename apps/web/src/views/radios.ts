/** A choice of one among few. */
import { h, type Child } from '../dom.ts'

export interface RadioOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly help?: string
  readonly title?: string
}

export interface RadiosOptions<Value extends string> {
  readonly name: string
  readonly legend: string
  readonly options: readonly RadioOption<Value>[]
  readonly value: Value
  readonly onChoose: (value: Value) => void
}

export function radios<Value extends string>(given: RadiosOptions<Value>): HTMLFieldSetElement {
  const { name, legend, options, value, onChoose } = given
  const withHelp = options.some(({ help }) => help !== undefined)
  return h(
    'fieldset',
    { class: withHelp ? 'choice' : 'choice in-line', 'data-testid': name },
    h('legend', { class: withHelp ? 'hidden-words' : '' }, legend),
    ...options.map((option): Child => {
      const input = h('input', { type: 'radio', name, value: option.value })
      input.checked = option.value === value
      input.addEventListener('change', () => onChoose(option.value))
      return h(
        'label',
        { class: 'option', title: option.title },
        input,
        h(
          'span',
          {},
          h('bdi', { class: 'option-name' }, option.label),
          option.help !== undefined && h('span', { class: 'help' }, option.help),
        ),
      )
    }),
  )
}
