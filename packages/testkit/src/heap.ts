/** Binary heaps of what is due at some time: what is due first comes first, and of equals what was put in first. */

export interface Due {
  readonly dueMs: number;
  readonly sequence: number;
}

const before = (a: Due, b: Due): boolean =>
  a.dueMs === b.dueMs ? a.sequence < b.sequence : a.dueMs < b.dueMs;

export const pushHeap = <T extends Due>(heap: T[], entry: T): void => {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(entry, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = entry;
};

/** Of a heap that is not empty. */
export const popHeap = <T extends Due>(heap: T[]): T => {
  const top = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return top;
};
