import token
