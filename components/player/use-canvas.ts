/** A canvas at the screen's resolution, repainted when its content, its size or the colour scheme changes. */

import { onScopeDispose, ref, type Ref, watch, watchEffect } from "vue";

/** CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

type Paint = (context: CanvasRenderingContext2D, colour: (token: string) => string) => void;

export function useSize(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<Size>> {
  const size = ref<Size>({ width: 0, height: 0 });
  const observer = new ResizeObserver(([entry]) => {
    if (entry) size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
  });
  watch(
    element,
    (now) => {
      observer.disconnect();
      if (now) observer.observe(now);
    },
    { flush: "post", immediate: true },
  );
  onScopeDispose(() => observer.disconnect());
  return size;
}

/** @param paint Draws in CSS pixels; `colour` returns the value of a design token in the current colour scheme */
export function useCanvas(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  size: Readonly<Ref<Size>>,
  paint: Paint,
): void {
  const changes = ref(0);
  const onChange = (): void => void changes.value++;
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    const colours = matchMedia(query);
    colours.addEventListener("change", onChange);
    onScopeDispose(() => colours.removeEventListener("change", onChange));
  }

  watchEffect(
    () => {
      const context = canvas.value?.getContext("2d");
      const { width, height } = size.value;
      if (!context || width === 0 || changes.value < 0) return;
      context.canvas.width = Math.round(width * devicePixelRatio);
      context.canvas.height = Math.round(height * devicePixelRatio);
      context.scale(devicePixelRatio, devicePixelRatio);
      const style = getComputedStyle(context.canvas);
      paint(context, (token) => style.getPropertyValue(token).trim());
    },
    { flush: "post" },
  );
}
