"""Element sets as people have them: TLE, and OMM in JSON, XML, KVN and CSV. Good sets survive bad ones."""
