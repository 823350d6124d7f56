/** So many states that the search of it takes longer than what a test does meanwhile. */
export const large = `scenario large {
	int 0..200 a; int 0..200 b; int 0..200 c; int 0..200 d;
	task one { while (a < 200) a++; }
	task two { while (b < 200) b++; }
	task three { while (c < 200) c++; }
	task four { while (d < 200) d++; }
}
`;
