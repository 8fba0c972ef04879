import { Slider } from 'radix-ui'

interface PlainSliderProps {
  readonly label: string
  /** The value in words. */
  readonly text: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly onChange: (value: number) => void
}

/** One thumb on a track, for pointer and keyboard. */
export function PlainSlider({ label, text, value, min, max, step, onChange }: PlainSliderProps) {
  return (
    <Slider.Root
      className="slider"
      value={[value]}
      {...{ min, max, step }}
      onValueChange={([next]) => next !== undefined && onChange(next)}
    >
      <Slider.Track className="slider-track">
        <Slider.Range className="slider-range" />
      </Slider.Track>
      <Slider.Thumb className="slider-thumb" aria-label={label} aria-valuetext={text} />
    </Slider.Root>
  )
}
