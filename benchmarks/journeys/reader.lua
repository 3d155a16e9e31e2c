-- Somebody who asks a peer for the same page again and again.
function journey()
  look(me.path)
end
