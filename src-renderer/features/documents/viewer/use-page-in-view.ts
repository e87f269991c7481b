import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** The page that stands in the middle of the scroller, and a ref callback for each page. */
export function usePageInView(scroller: RefObject<HTMLElement | null>, pages: number): [number, (element: HTMLElement | null) => void] {
  const [page, setPage] = useState(1);
  const elements = useRef(new Set<HTMLElement>());
  const seen = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    elements.current.add(element);
    return () => void elements.current.delete(element);
  }, []);
  useEffect(() => {
    const box = scroller.current;
    if (box === null || pages === 0) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const middle = entries.find(({ isIntersecting }) => isIntersecting)?.target;
        if (middle instanceof HTMLElement) setPage(Number(middle.dataset['page']));
      },
      { root: box, rootMargin: '-40% 0px -60% 0px' },
    );
    for (const element of elements.current) observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, pages]);
  return [page, seen];
}
