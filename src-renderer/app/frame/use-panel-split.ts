import { type KeyboardEvent, type PointerEvent, useState } from 'react';

const START = 46;
const NARROWEST = 25;
const WIDEST = 70;
const STEP = 4;

const clamp = (percent: number): number => Math.min(WIDEST, Math.max(NARROWEST, percent));

/** The share of the window that the source has, moved by pointer or arrow keys. */
export function usePanelSplit(sideBySide: boolean) {
  const [percent, setPercent] = useState(START);
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const share = sideBySide ? 1 - event.clientX / innerWidth : 1 - event.clientY / innerHeight;
    setPercent(clamp(share * 100));
  };
  const press = (event: KeyboardEvent) => {
    const more = event.key === (sideBySide ? 'ArrowLeft' : 'ArrowUp');
    const less = event.key === (sideBySide ? 'ArrowRight' : 'ArrowDown');
    if (more || less) setPercent(clamp(percent + (more ? STEP : -STEP)));
  };
  return {
    size: `${percent}${sideBySide ? 'vw' : 'vh'}`,
    handle: {
      role: 'separator',
      tabIndex: 0,
      'aria-orientation': sideBySide ? ('vertical' as const) : ('horizontal' as const),
      'aria-valuenow': Math.round(percent),
      'aria-valuemin': NARROWEST,
      'aria-valuemax': WIDEST,
      onPointerDown: (event: PointerEvent<HTMLElement>) => event.currentTarget.setPointerCapture(event.pointerId),
      onPointerMove: move,
      onKeyDown: press,
    },
  };
}
