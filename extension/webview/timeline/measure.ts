/** What is measured of the page: how large the fonts and the parts of the panel are. */

import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

export interface PageFonts {
	/** How much of a box that scrolls its scroll bar takes. */
	readonly scrollBar: number;
	/** How much larger the fonts are than those that sizes are given for. */
	readonly scale: number;
	/** The width of a character of a label, of a note, and of a value. */
	readonly label: number;
	readonly note: number;
	readonly value: number;
	/** In how many lines of a width a banner's text is broken. */
	bannerLines(text: string, width: number): number;
}

/** The font size of VS Code that sizes are given for. */
const DEFAULT_SIZE = 13;
/** A text of which the average character of a note is taken. */
const TYPICAL = "+data.i_mmaplock +other.i_mmap_rwsem";

/** The fonts that the panel is shown in; measured again when the editor's settings or theme change. */
export function usePageFonts(): PageFonts {
	const [fonts, setFonts] = useState(measureFonts);
	useLayoutEffect(() => {
		const observer = new MutationObserver(() => setFonts(measureFonts));
		observer.observe(document.documentElement, { attributes: true });
		observer.observe(document.body, { attributes: true });
		return () => observer.disconnect();
	}, []);
	return fonts;
}

function measureFonts(): PageFonts {
	const probe = document.createElement("div");
	probe.className = "probe";
	document.body.append(probe);
	const fontOf = (name: string) => {
		probe.className = `probe ${name}`;
		const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(probe);
		return `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
	};
	const context = document.createElement("canvas").getContext("2d");
	const widthOf = (font: string, text: string): number => {
		if (context === null) return text.length * 8;
		context.font = font;
		return context.measureText(text).width;
	};
	const average = (name: string, text: string) => widthOf(fontOf(name), text) / text.length;
	const sizeOf = (name: string) => {
		probe.className = `probe ${name}`;
		return Number.parseFloat(getComputedStyle(probe).fontSize);
	};
	const banner = fontOf("banner-font");
	probe.className = "probe grid";
	const fonts: PageFonts = {
		scrollBar: probe.offsetWidth - probe.clientWidth,
		scale: Math.max(sizeOf("prose-font"), sizeOf("code-font")) / DEFAULT_SIZE,
		label: average("label-font", "mmmmmmmmmm"),
		note: average("note-font", TYPICAL),
		value: average("value-font", "mmmmmmmmmm"),
		bannerLines: (text, width) => lineCount(text.split(" "), width, (part) => widthOf(banner, part)),
	};
	probe.remove();
	return fonts;
}

function lineCount(words: readonly string[], width: number, widthOf: (text: string) => number): number {
	let lines = 1;
	let line = "";
	for (const word of words) {
		const longer = line === "" ? word : `${line} ${word}`;
		if (line !== "" && widthOf(longer) > width) {
			lines++;
			line = word;
		} else line = longer;
	}
	return lines;
}

export interface Size {
	readonly width: number;
	readonly height: number;
}

/** The inner size of an element, as it changes. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
	const [size, setSize] = useState<Size>({ width: 0, height: 0 });
	useLayoutEffect(() => {
		const target = element.current;
		if (target === null) return;
		const measure = () => {
			const { clientWidth: width, offsetHeight: height } = target;
			setSize((known) => (known.width === width && known.height === height ? known : { width, height }));
		};
		measure();
		const observer = new ResizeObserver(measure);
		observer.observe(target);
		return () => observer.disconnect();
	}, [element]);
	return size;
}
