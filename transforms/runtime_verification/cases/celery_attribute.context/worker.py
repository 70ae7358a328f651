from celery import Celery

celery = Celery("worker")
