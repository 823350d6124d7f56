/** The icons of the panel, drawn in lines of the colour of their text. */

const drawings = {
	race: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
	safe: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM5.3 8.2l1.9 1.9 3.6-4",
	hang: "M4.5 2.5h7M4.5 13.5h7M5.5 2.5c0 3.5 5 3.5 5 5.5s-5 2-5 5.5M10.5 2.5c0 3.5-5 3.5-5 5.5s5 2 5 5.5",
	unknown: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM6.3 6.3c.3-2 3.5-1.7 3.4.2 0 1.3-1.7 1.3-1.7 2.6M8 11.3v.01",
	left: "M10 3.5L5.5 8l4.5 4.5",
	right: "M6 3.5L10.5 8L6 12.5",
	up: "M8 13V3.5M4 7.2l4-4 4 4",
	down: "M8 3v9.5M4 8.8l4 4 4-4",
	all: "M3 3.5h10M3 6.5h10M3 9.5h10M3 12.5h10",
	paths: "M2.5 4h5M4.5 4v4.5h4.5M6.5 8.5v4h4.5",
	compare: "M2.5 3h4.5v10h-4.5ZM9 3h4.5v10h-4.5ZM4.8 6v.01M4.8 10v.01M11.2 8v.01",
	different: "M2 5h2.5c3 0 4 6 7 6h2M2 11h2.5c1 0 1.7-.7 2.3-1.6M9 6.2c.7-.7 1.5-1.2 2.5-1.2h2M12 3l2 2-2 2M12 9l2 2-2 2",
	values: "M2.5 3.5h11v9.5h-11ZM9 3.5v9.5M11.3 3.5v9.5",
	copy: "M5.5 5.5h8v8h-8ZM10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2",
	details: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM8 7.3v4M8 4.8v.01",
	keys: "M1.5 4h13v8.5h-13ZM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 10h6",
	folded: "M6.2 4.5L9.7 8l-3.5 3.5",
	unfolded: "M4.5 6.2L8 9.7l3.5-3.5",
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name }: { readonly name: IconName }) {
	return (
		<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
			<path d={drawings[name]} />
		</svg>
	);
}
