import requests

def run():
    return requests
