/** What assistive technology is told of what has changed without its asking. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** What is shown, in sentences. */
export interface Shown {
	readonly run: string;
	/** The selected row. */
	readonly row: string;
}

/**
 * The sentence to announce: another run, or another row that was selected from elsewhere than the rows, such as by the
 * number of a step in a sentence. While the rows have the focus, they tell by themselves which one is active.
 */
export function useAnnouncement(rows: RefObject<HTMLElement | null>, { run, row }: Shown): string {
	const [said, setSaid] = useState("");
	const before = useRef<Shown>({ run, row });
	useEffect(() => {
		const known = before.current;
		before.current = { run, row };
		if (known.run !== run) setSaid(run);
		else if (known.row !== row && document.activeElement !== rows.current) setSaid(row);
	}, [run, row]);
	return said;
}
