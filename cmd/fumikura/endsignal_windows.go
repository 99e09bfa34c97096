package main

import "os"

// endSignal is the signal by which a run of reindex is ended: there is no other between processes here. It publishes nothing half, as after
// any kill.
var endSignal = os.Kill
