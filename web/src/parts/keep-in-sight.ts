// A ref that brings what appears into view, once, and only when it is out of it.

/** @param node null when it goes; without layout (tests) there is nothing to scroll. */
export function keepInSight(node: Element | null): void {
  node?.scrollIntoView?.({ block: 'nearest' });
}
