open('/srv/state', 'w')
