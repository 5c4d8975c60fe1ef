"""The steps from one version of the record's schema to the next, run by `store.schema`. A step that was released is never edited."""
