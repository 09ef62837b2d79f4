"""Writers of a report, one file each."""
