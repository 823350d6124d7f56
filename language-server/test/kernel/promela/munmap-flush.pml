/*
 * munmap(), truncate and a store by a third thread, on a file on DAX, written by hand from the kernel's source: mm/mmap.c (unmap_region,
 * unlink_file_vma), include/asm-generic/tlb.h (tlb_end_vma, tlb_update_vma_flags), mm/memory.c (unmap_mapping_range, zap_pte_range),
 * fs/dax.c (dax_layout_busy_page).
 *
 *   AT_ONCE   the TLBs are flushed before the mapping leaves the file's tree: VM_MIXEDMAP (FUSE; others until v4.18) from v5.19 on
 *   COUNTED   v6.15 on   the mapping's reference outlives the flush, and files that are not mapped are looked at, too
 */
bool pte = true, tlb, linked = true, i_mmap, owned = true;
byte pending, refs = 1, maps = 1;

inline flush() { tlb = false }

active proctype unmapper() {
	pending++;
	atomic { pte -> pte = false; maps-- };
#ifdef AT_ONCE
	flush();
#endif
	atomic { !i_mmap -> i_mmap = true };
	linked = false;
	i_mmap = false;
#ifndef AT_ONCE
	flush();
#endif
	refs--;
	pending--
}

active proctype truncator() {
	bool cleared;
	atomic { !i_mmap -> i_mmap = true };
	if
	:: linked ->
		atomic {
			cleared = pte;
			if
			:: pte -> pte = false; maps--
			:: else
			fi
		};
		if
		:: cleared || pending > 0 -> flush()
		:: else
		fi;
		if
		:: cleared -> refs--
		:: else
		fi
	:: else
	fi;
	i_mmap = false;
#ifdef COUNTED
	refs - maps == 0;
#endif
	owned = false
}

active proctype storer() {
	/* a walk of the page tables, which the TLB keeps */
	atomic {
		if
		:: pte -> tlb = true
		:: else
		fi
	};
	atomic {
		if
		:: tlb -> assert(owned)
		:: else
		fi
	}
}
