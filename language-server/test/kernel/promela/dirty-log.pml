/*
 * KVM write-protects a page of the guest and flushes the TLBs, as another processor relies on it: kvm_vm_ioctl_get_dirty_log() of
 * arch/x86/kvm/x86.c, rmap_write_protect() and mmu_sync_children() of arch/x86/kvm/mmu.c, 3.3.
 *
 * FIXED: "KVM: Fix write protection race during dirty logging". The flush is before mmu_lock is dropped.
 */

bool mmu_lock;
bool spte_writable = true;
bool tlb_writable;
bool relied_on;         /* mmu_sync_children() has found that nobody can write */

inline lock() { atomic { !mmu_lock -> mmu_lock = true } }
inline unlock() { mmu_lock = false }

active proctype guest() {
	tlb_writable = spte_writable;
	if
	:: atomic { tlb_writable -> assert(!relied_on) }
	:: else
	fi
}

active proctype get_dirty_log() {
	lock();
	spte_writable = false;
#ifdef FIXED
	tlb_writable = false;
#endif
	unlock()
#ifndef FIXED
	;
	tlb_writable = false
#endif
}

active proctype sync_children() {
	lock();
	if
	:: spte_writable -> spte_writable = false; tlb_writable = false
	:: else
	fi;
	relied_on = true;
	unlock()
}
