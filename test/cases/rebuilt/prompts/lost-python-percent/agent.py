def system_prompt(shop, customer):
    return "You are the helper of %s. Greet %s in warm and plain words." % (shop, customer)
