"""The only readers: shipped layers, jurisdictions, and files of any vector format."""
