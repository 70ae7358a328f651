from jobs import launch

launch.run("acme_job")
