import { Slider } from 'radix-ui'
import { memo, useState } from 'react'

import type { GlyphCard } from '../state/chorus-store'
import { useActions } from './chorus-context'
import { toned } from './toned'
import { hues } from './use-create-glyph'

const fullCircle = 359

/** Eight hues at a click, and all of them on a slider. Sliding shows here; letting go changes the glyph. */
export const HueField = memo(function HueField(props: Pick<GlyphCard, 'id' | 'hue'>) {
  const { set } = useActions()
  const [sliding, setSliding] = useState<number | null>(null)
  const hue = sliding ?? props.hue
  return (
    <div className="facet">
      <span className="label" id="hue-label">
        Hue
      </span>
      <div className="facet-value hue-field">
        <div className="swatches" role="group" aria-labelledby="hue-label">
          {hues.map((choice) => (
            <button
              key={choice}
              type="button"
              className="swatch toned"
              style={toned(choice)}
              aria-label={`Hue ${choice} degrees`}
              aria-pressed={choice === props.hue}
              onClick={() => set(props.id, { hue: choice })}
            />
          ))}
        </div>
        <Slider.Root
          className="slider hue-slider"
          value={[hue]}
          max={fullCircle}
          onValueChange={([next]) => setSliding(next ?? null)}
          onValueCommit={([next]) => {
            setSliding(null)
            if (next !== undefined && next !== props.hue) set(props.id, { hue: next })
          }}
        >
          <Slider.Track className="slider-track" />
          <Slider.Thumb
            className="slider-thumb toned"
            style={toned(hue)}
            aria-label="Hue"
            aria-valuetext={`${hue} degrees`}
          />
        </Slider.Root>
      </div>
    </div>
  )
})
